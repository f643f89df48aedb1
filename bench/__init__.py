"""Speed, as ratios against baselines of the same run. `make bench` prints every figure with its goal, met or not."""
