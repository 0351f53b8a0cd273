-- Distinct departments of the users with such an event in the window.
-- Each is counted from a day it was seen until the day before it is seen again or leaves the
-- window, so that it stands once in every day's number.
with days as (
    select distinct s.account, u.department, s.day
    from seen as s
    join users as u on u.account = s.account and u.source = s.source and u.user_key = s.user_key
    where u.department is not null and s.name in (select unnest($names::varchar[]))
        and day > $first::date - $window::int
),
spans as (
    select account, day, greatest(day, $first::date) as begins,
        least(
            coalesce(lead(day) over (partition by account, department order by day) - 1, $last::date),
            day + ($window::int - 1), $last::date
        ) as ends
    from days
),
spread as (
    select account, day, begins + unnest(range(ends - begins + 1))::int as at
    from spans where ends >= begins
),
counted as (
    select b.account, b.day, count(*) as n
    from spread as s join in_tenure($tenure) as b on b.account = s.account and b.day = s.at
    where s.day >= b.since
    group by b.account, b.day
),
-- Where no user's department is known, their number is not zero but unknown.
known as (select distinct account from users where department is not null)
select b.account, b.day,
    case when k.account is not null and greatest(b.day - ($window::int - 1), b.zero) >= b.covered_from
        then coalesce(c.n, 0)::bigint end as value
from in_tenure($tenure) as b
left join known as k on k.account = b.account
left join counted as c on c.account = b.account and c.day = b.day
