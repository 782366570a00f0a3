"""How a stored telephone number is written for people."""

from __future__ import annotations

import phonenumbers

HOME_REGION = "SE"


def written(number: str) -> str:
    """A number as people here write it: "018-123 45 67"; with its country when it is abroad; as it is if it is none."""
    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return number
    at_home = parsed.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, form.NATIONAL if at_home else form.INTERNATIONAL))


def fixed_line(number: str) -> bool:
    """Whether a stored number is certainly a landline, which no text reaches."""
    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE)


def foreign(number: str) -> bool:
    """Whether a stored number is certainly of another country."""
    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return False
    return bool(parsed.country_code != phonenumbers.country_code_for_region(HOME_REGION))
