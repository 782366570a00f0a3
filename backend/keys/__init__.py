"""The data keys: everything encrypted re-encrypted under the first one while the service runs, and what is left."""
