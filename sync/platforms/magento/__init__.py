"""Magento Open Source and Adobe Commerce by their REST interface."""
