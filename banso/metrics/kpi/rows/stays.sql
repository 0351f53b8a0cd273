-- One row a stay that entered $phase after $first, judged on $last. `late`: past its time before it succeeded.
with slow as (
    select account, lane, since, min(day) as late_on
    from {state_days}
    where day > $first and day <= $last and phase = $phase and since > $first
        and track in ('behind', 'stuck') and not coalesce(provisional, false)
    group by account, lane, since
), stays as (
    select t.account, t.lane, t.entered_on,
        coalesce(t.success_on <= $last, false) as succeeded,
        coalesce(t.left_on <= $last, false) as over,
        coalesce(s.late_on < coalesce(t.success_on, $last + 1), false) as late
    from k_told as t
    left join slow as s on s.account = t.account and s.lane = t.lane and s.since = t.entered_on
)
select *, succeeded and not late as in_time from stays
