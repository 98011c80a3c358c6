"""The ledger: every act adds one entry, in the transaction of the rows that it changes. There is no other history."""
