"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with the smaller parameters OWASP accepts: a county signs in at eight o'clock."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
