"""`assessment refresh` and `report` killed at random points, and met by every error a drive can give."""
