"""The paper that a competition gives, and its proof."""
