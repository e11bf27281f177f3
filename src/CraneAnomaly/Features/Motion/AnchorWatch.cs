using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Motion;

/// <summary>What an independent source says of one move.</summary>
internal struct AnchorReport
{
    public Axis Axis;
    public sbyte Direction;

    /// <summary>Whether <see cref="Value"/> is of the power; else it is of the way.</summary>
    public bool IsPower;

    /// <summary>
    /// Way by the anchor over way by the crane; or reported speed over the power beyond that at rest, m/s per MW.
    /// </summary>
    public double Value;

    public double Load;
    public double Wind;
    public double Height;
    public long EndNs;
}

/// <summary>
/// Compares what a crane reports of its moves with sources that its controller does not make: the way between two
/// standstills with an independent position (<c>anchor.AXIS.position</c>), the speed of a hoist that lifts steadily, and
/// alone, with the power it takes (<c>drive.power</c> or its anchor; what the other axes take is friction and wind)
/// beyond what the crane takes at rest: lights and heating are a greater part of a slow lift than of a fast one. A lie
/// that scales position, speed and reference together is consistent with itself, and with neither of these.
/// </summary>
internal sealed class AnchorWatch
{
    private const int Axes = 3;
    private const long SettledNs = 1_500_000_000;
    private const long SampleNs = 1_500_000_000;
    private const double ShortestWay = 5;
    private const double LeastPower = 5;
    private const double Steady = 0.02;

    // Drives and brakes need some seconds to be at rest; what is on at rest changes over minutes.
    private const long RestedNs = 3_000_000_000;
    private const double RestShare = 0.1;

    private static readonly Signal[] s_positions =
        [.. Enumerable.Range(0, Axes).Select(axis => Signal.Of((Axis)axis, AxisSignal.Position))];

    private readonly Follow[] _axes = new Follow[Axes];
    private readonly AnchorReport[] _reports = new AnchorReport[Axes + 1];
    private int _count;
    private double _power = double.NaN;
    private long _powerNs = long.MinValue / 2;
    private double _restPower = double.NaN;
    private long _restNs = long.MaxValue;

    /// <summary>What the last row made known.</summary>
    public ReadOnlySpan<AnchorReport> Reports => _reports.AsSpan(0, _count);

    /// <summary>Axes with an independent position, a bit each.</summary>
    public int Anchored { get; private set; }

    /// <summary>Whether anybody tells the power.</summary>
    public bool HasPower { get; private set; }

    /// <summary>Takes what a row tells of anchors.</summary>
    public void Take(long ns, ReadOnlySpan<SignalValue> values)
    {
        foreach (ref readonly var value in values)
        {
            bool isPower = value.Signal.Index == SignalCatalog.DrivePower.Index;
            if (!(value.Signal.IsAnchor || isPower) || value.Quality >= SignalQuality.Uncertain || !double.IsFinite(value.Number)) continue;
            if (isPower)
            {
                (_power, _powerNs, HasPower) = (value.Number, ns, true);
                continue;
            }

            int axis = value.Signal.Index / SignalCatalog.PerAxis;
            if ((uint)axis >= Axes || value.Signal.Index != s_positions[axis].Index) continue;
            (_axes[axis].Anchor, _axes[axis].AnchorNs) = (value.Number, ns);
            Anchored |= 1 << axis;
        }
    }

    /// <summary>Takes the crane as it is after a row, and whether its axes move, a bit each.</summary>
    public void Update(CraneState state, int moving)
    {
        _count = 0;
        if (Anchored == 0 && !HasPower) return;
        for (int axis = 0; axis < Axes; axis++)
        {
            ref var follow = ref _axes[axis];
            bool moves = (moving >> axis & 1) != 0;
            if ((Anchored >> axis & 1) != 0) FollowWay(state, axis, moves, ref follow);
        }

        if (!HasPower) return;
        FollowRest(state.NowNs, moving == 0);
        FollowPower(state, (moving & 1) != 0, moving == 1, ref _axes[0]);
    }

    private void FollowRest(long now, bool rests)
    {
        if (!rests) _restNs = long.MaxValue;
        else if (_restNs > now) _restNs = now;
        if (_powerNs != now || _restNs > now - RestedNs) return;
        _restPower = double.IsNaN(_restPower) ? _power : _restPower + (RestShare * (_power - _restPower));
    }

    private void FollowWay(CraneState state, int axis, bool moves, ref Follow follow)
    {
        if (moves)
        {
            (follow.Stands, follow.IsTold) = (false, false);
            return;
        }

        long now = state.NowNs;
        if (!follow.Stands) (follow.Stands, follow.StandsNs) = (true, now);

        // Both have come to rest, so that it does not matter which of them is told later.
        long settled = follow.StandsNs + SettledNs;
        double place = state[s_positions[axis]];
        if (follow.AnchorNs < settled || state.ToldNs(s_positions[axis]) < settled || double.IsNaN(place)) return;
        double way = place - follow.Place, real = follow.Anchor - follow.AnchorPlace;
        bool first = !follow.IsTold;
        (follow.Place, follow.AnchorPlace, follow.IsTold) = (place, follow.Anchor, true);
        if (!first || !follow.HasPlace || Math.Abs(way) < ShortestWay || !(real / way > 0.05))
        {
            follow.HasPlace = true;
            return;
        }

        Tell(new()
        {
            Axis = (Axis)axis,
            Direction = (sbyte)Math.Sign(way),
            Value = real / way,
            Load = double.NaN,
            Wind = double.NaN,
            Height = double.NaN,
            EndNs = now,
        });
    }

    private void FollowPower(CraneState state, bool lifts, bool alone, ref Follow follow)
    {
        if (!lifts)
        {
            if (follow.Powers > 0)
            {
                Tell(new()
                {
                    Axis = Axis.Hoist,
                    Direction = 1,
                    IsPower = true,
                    Value = 1000 * follow.Speeds / follow.Power,
                    Load = follow.Loads / follow.Powers,
                    Wind = state[SignalCatalog.WindSpeed],
                    Height = state[s_positions[0]],
                    EndNs = state.NowNs,
                });
            }

            (follow.Powers, follow.Speeds, follow.Power, follow.Loads, follow.Speed) = (0, 0, 0, 0, 0);
            return;
        }

        if (_powerNs != state.NowNs || !state.IsFresh(SignalCatalog.HoistSpeed)) return;
        double speed = state[SignalCatalog.HoistSpeed];
        bool steady = Math.Abs(speed - follow.Speed) <= Steady * Math.Abs(speed)
            && state.NowNs - follow.SpeedNs <= SampleNs && speed >= AxisScale.Of(Axis.Hoist).Tracked;
        (follow.Speed, follow.SpeedNs) = (speed, state.NowNs);

        // A load that sinks gives power back, and how much of it is another matter.
        double power = _power - _restPower;
        if (!steady || !alone || !(power >= LeastPower)) return;
        follow.Speeds += speed;
        follow.Power += power;
        follow.Loads += state[SignalCatalog.Load];
        follow.Powers++;
    }

    private void Tell(in AnchorReport report) => _reports[_count++] = report;

    internal struct Follow
    {
        public double Anchor, Place, AnchorPlace;
        public long AnchorNs, StandsNs;
        public bool Stands, IsTold, HasPlace;
        public double Speed, Speeds, Power, Loads;
        public long SpeedNs;
        public int Powers;
    }
}
