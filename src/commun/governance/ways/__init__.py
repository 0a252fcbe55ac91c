"""Ways of deciding, one file each: what each checks, prepares and counts. They fill ``governance.methods.ways``."""
