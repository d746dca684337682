"""Commands that record what people do, and recommend to them."""
