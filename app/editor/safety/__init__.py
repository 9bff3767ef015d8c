"""What guards a person's work: the recovery folder, and the answer to unexpected faults."""
