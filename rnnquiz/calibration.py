"""What a score means in points.  Only numbers, learnt from marked answers by tests/grading/calibrate.py."""

# score >= CUTS[k] earns k + 1 points
CUTS = (0.16, 0.34, 0.76, 0.95)
SCORE_OF_ERROR = 0.45  # what the first wrong claim takes from the score
FURTHER_ERROR = 0.25  # and every further one
