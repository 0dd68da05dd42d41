"""What the procedure says about a meeting: standards as data, days counted, rules, obligations, the next meeting."""
