-- Tickets open at the end of the day and opened more than some days before.
with aged as (
    select m.n, k.account, t.ends, k.closed, greatest(k.opened + m.days + 1, t.stretch) as come
    from asks as m
    cross join tickets as k
    join stretches as t on t.tenure = m.tenure and t.account = k.account and k.opened + m.days + 1 <= t.ends
    where (m.severity is null or k.severity = m.severity)
)
select n, account, come as at, 1 as step from aged where closed is null or closed > come
union all
select n, account, closed as at, -1 as step from aged where closed > come and closed <= ends
