"""The product as a whole: web application, command line and seasons from folder to folder."""
