"""The diary, as plain values: days of medicine, and which published patterns of headache they and the attacks fit."""
