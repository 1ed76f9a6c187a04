"""What every page needs: language, forms, guards, errors, static files and the page itself."""
