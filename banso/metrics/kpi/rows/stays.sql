-- One row a stay that entered $phase after $first, judged on $last. `late`: past its time before it succeeded.
with said as (
    select account, lane, since, day, success_on, track
    from {state_days}
    where day > $first and day <= $last and phase = $phase and since > $first
        and not coalesce(start_unseen, false) and not coalesce(provisional, false)
), stays as (
    select account, lane, since, min(success_on) as success_on, max(day) as seen_on,
        coalesce(bool_or(track in ('behind', 'stuck')), false) as late
    from said group by account, lane, since
)
select account, lane, since, success_on, seen_on, late,
    success_on is not null as succeeded,
    success_on is not null and not late as in_time,
    seen_on < $last as over
from stays
