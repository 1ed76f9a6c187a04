"""Speed against peers: `python -m tests.benchmarks` prints ratios that were measured in one run."""
