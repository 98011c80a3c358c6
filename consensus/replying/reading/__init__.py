"""Reading mail that anybody may have sent: from bytes to what a person said in it. Knows no database and believes nothing."""
