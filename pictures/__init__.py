"""The pictures of README.md and of links that are shared, and the script that makes them."""
