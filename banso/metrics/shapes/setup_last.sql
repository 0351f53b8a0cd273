-- The newest day on which a step was seen for the first time in this tenure.
select n, account, greatest(first_d, stretch) as at, max(first_d) as step
from (
    select m.n, h.account, t.stretch, h.name, min(h.d) as first_d
    from asks as m
    join hist_names as h on h.pick = m.pick
    join stretches as t on t.tenure = m.tenure and t.account = h.account and h.d between t.since and t.ends
    group by m.n, h.account, t.stretch, h.name
) as firsts
group by n, account, stretch, greatest(first_d, stretch)
