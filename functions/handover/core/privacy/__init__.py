"""Pseudonyms and masks for personal data in object names, logs, pages and speech.

    pseudonyms   keyed hashes of numbers and sessions, for object names
    digits       the runs of digits in a text, however they are written
    numbers      masks for phone numbers
    iban         finds IBANs
    secrets      masks for card numbers, IBANs, passwords and codes
    mask         all of these, as each place needs them
    for_log      the mask for the log

What is masked where is decision 25.
"""
