"""Chromium over the DevTools protocol, on the standard library alone: a process with a pipe, and one page with hands."""
