"""What is done with layers, each verb one step of the history."""
