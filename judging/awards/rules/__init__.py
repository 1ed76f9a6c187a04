"""Pure rules of awards: titles, promotions, bonuses, grants and the pool."""
