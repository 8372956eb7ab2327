"""What every page knows."""
