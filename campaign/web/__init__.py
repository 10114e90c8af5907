"""What every door shares: refusals, headers, limits, fields, formats, paging, charts."""
