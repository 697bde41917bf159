"""Facts of the outside world as literal tables; every fact carries its source and date."""
