"""Customs: from the goods lines of declarations to monthly tables that may be published."""
