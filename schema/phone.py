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


def sort_of(number: str) -> str:
    """What a stored number is to a text: `foreign`, `landline`, or `mobile` (also where nobody can say)."""
    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return "mobile"
    if parsed.country_code != phonenumbers.country_code_for_region(HOME_REGION):
        return "foreign"
    fixed = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    return "landline" if fixed else "mobile"
