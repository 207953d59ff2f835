"""Bad input and faults: what people, browsers, other systems and attackers get wrong, and the clear answer."""
