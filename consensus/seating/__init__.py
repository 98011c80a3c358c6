"""Who can sit together at all, which rules stand in the way if nobody can, and who could fill a vacancy. Rules and people alone: no database."""
