"""Reading what people type and send."""
