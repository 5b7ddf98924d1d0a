"""Interview questions on recurrent networks: asked, graded, remembered, and shown working."""

__version__ = "0.1.0"
