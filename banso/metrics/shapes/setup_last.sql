-- The newest day on which a step was seen for the first time in this tenure.
select account, greatest(first_d, stretch) as at, max(first_d) as step
from (
    select h.account, t.stretch, h.name, min(h.d) as first_d
    from hist_names as h
    join stretches as t on t.account = h.account and h.d between t.since and t.ends
    where h.pick = $pick and t.tenure = 'current'
    group by h.account, t.stretch, h.name
) as firsts
group by account, stretch, greatest(first_d, stretch)
