"""Who can sit together, which rules stand in the way if nobody can, and who could fill a vacancy: rules and people, no database."""
