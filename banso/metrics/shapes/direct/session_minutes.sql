-- Minutes of the sessions in the window: the pauses between a user's events that were too short to
-- end a session, whole seconds of each day.
select b.account, b.d,
    case when greatest(b.d - $window + 1, b.zero) >= b.covered_from
        then cast(coalesce(sum(s.seconds), 0) as double) / 60 end as value
from asked as b
left join (
    select account, source, account_key, user_key, d, cast(sum(gap) as bigint) // 1000000 as seconds
    from gaps where not begins group by account, source, account_key, user_key, d
) as s on s.account = b.account and s.d between greatest(b.since, b.d - $window + 1) and b.d
where b.tenure = $tenure
group by b.account, b.d, b.zero, b.covered_from
