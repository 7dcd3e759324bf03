//! Whole-product tests: what the journeys in `tests/` share.
