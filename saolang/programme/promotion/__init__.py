"""Where products are sold, who asks for them, and the stories told of them."""
