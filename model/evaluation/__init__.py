"""How good are the fills? Pictures with holes, fills of ours and of others, measures inside the hole."""
