"""What other sites show of ours: count, button, form, badge; oEmbed."""
