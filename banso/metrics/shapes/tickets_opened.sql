-- Tickets opened in the window, in this tenure.
select b.account, b.day,
    case when greatest(b.day - ($window::int - 1), b.zero) >= b.tickets_from
        then count(t.account)::bigint end as value
from in_tenure('current') as b
left join tickets as t
    on t.account = b.account
    and t.opened_on between greatest(b.since, b.day - ($window::int - 1)) and b.day
    and ($severity::varchar is null or t.severity = $severity::varchar)
group by b.account, b.day, b.zero, b.tickets_from
