"""Who was in a segment from when to when, and why: the last step of the order of the day.

What counts, in one place:

- An account is a member on a closed day when the condition is TRUE on that day. UNKNOWN is not
  membership; how many it could not be judged for is counted apart.
- The first version of a segment counts from the first day that is known, by today's knowledge.
- A later version counts from the last closed day at the time it was saved. Days before it are not
  judged again. On its first day everybody is judged by it: who is a member under both stays, with
  the day and version of the entry; who is not leaves, who newly is enters, both "by the version".
- A segment that is given up lets everybody out on that day; brought back, it begins anew.
- A segment whose condition names what is gone lets everybody out on the first day it cannot be
  judged, keeps its history, and is not judged again for days before.
- Days whose facts changed are judged again from the first of them on. A stay that turns out
  otherwise is superseded by another row; the old one stays readable.
- Whose accounts a segment means (``of``) narrows what is shown to somebody, not who is a member.
"""
