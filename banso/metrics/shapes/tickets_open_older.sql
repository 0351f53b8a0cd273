-- Tickets open at the end of the day and opened more than some days before.
with aged as (
    select k.account, t.ends, k.closed, greatest(k.opened + $days + 1, t.stretch) as come
    from tickets as k join stretches as t on t.account = k.account and k.opened + $days + 1 <= t.ends
    where t.tenure = 'current' and ($severity is null or k.severity = $severity)
)
select account, come as at, 1 as step from aged where closed is null or closed > come
union all
select account, closed as at, -1 as step from aged where closed > come and closed <= ends
