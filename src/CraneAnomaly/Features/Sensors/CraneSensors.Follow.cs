using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Sensors;

internal sealed partial class CraneSensors
{
    private const int LoadChannel = 3, WindChannel = 4;
    private const double Calm = 0.5, Breeze = 3, Loaded = 3;
    private const double WindMemory = 20;
    private const int EnoughPairs = 60;

    private static readonly int[] s_replayed =
    [
        SensorPlaces.Of(0, AxisSignal.Position), SensorPlaces.Of(1, AxisSignal.Position), SensorPlaces.Of(0, AxisSignal.Speed),
        SensorPlaces.Of(1, AxisSignal.Speed), SensorPlaces.Load, SensorPlaces.Wind, SensorPlaces.Wind2,
    ];

    // Least difference between a signal and its twin that matters, in its unit.
    private static readonly double[] s_twinLimits = [0.1, 0.1, 0.3, 0.2, 0.2, 0.2, 2, 3, 50];

    /// <summary>Channels of which the last row showed a stretch that came before, by bits.</summary>
    public int Replayed { get; private set; }

    /// <summary>Wind at the other cranes, m/s; NaN for unknown.</summary>
    public double OthersWind { get; private set; } = double.NaN;

    /// <summary>The signal of a channel of the replay memory.</summary>
    public static int ReplayPlace(int channel) => s_replayed[channel];

    /// <summary>The signal of a channel of exact repeats.</summary>
    public static int RepeatPlace(int channel) => channel switch
    {
        < LoadChannel => SensorPlaces.Of(channel, AxisSignal.Speed),
        LoadChannel => SensorPlaces.Load,
        WindChannel => SensorPlaces.Wind,
        _ => SensorPlaces.Wind2,
    };

    /// <summary>What is usual for the exact repeats of a channel.</summary>
    public ReadOnlySpan<RepeatCounts> UsualRepeats(int channel, int state)
    {
        int at = channel * SensorNormal.States;
        var from = Learned is not null && Learned.Repeats[at + state].IsReady ? Learned : Own;
        return from.Repeats.AsSpan(at, SensorNormal.States);
    }

    /// <summary>What is usual for a pair; a count below 60 says that nothing is known.</summary>
    public ref readonly PairNormal UsualPair(int pair) =>
        ref (Learned is not null && Learned.Pairs[pair].Count >= EnoughPairs ? Learned : Own).Pairs[pair];

    /// <summary>Whether enough is known of a pair to judge it.</summary>
    public bool KnowsPair(int pair) => UsualPair(pair).Count >= EnoughPairs;

    /// <summary>Follows the last row.</summary>
    /// <param name="othersWind">Wind at the other cranes, m/s; NaN for unknown.</param>
    public void Follow(double othersWind)
    {
        OthersWind = othersWind;
        for (int axis = 0; axis < SensorPlaces.Axes; axis++) FollowAxis(axis);
        FollowLoad();
        FollowWind(othersWind);
        FollowTwins();
        FollowLimits();
        FollowSticks();
        Replayed = 0;
        for (int i = 0; i < ReplayChannels; i++)
        {
            double value = Fresh(s_replayed[i]);
            if (!(Math.Abs(value) < 1e6)) continue;
            if (Replays[i].Push(value, NowNs / 1_000_000_000, Filter)) Replayed |= 1 << i;
        }
    }

    private void FollowAxis(int axis)
    {
        int position = SensorPlaces.Of(axis, AxisSignal.Position), speed = SensorPlaces.Of(axis, AxisSignal.Speed);
        double x = Fresh(position), v = Fresh(speed);
        ref var own = ref Own.Axes[axis];
        if ((double.IsNaN(x) && ToldNs(position) == NowNs) || (double.IsNaN(v) && ToldNs(speed) == NowNs)) Axes[axis].Break();
        else if (!double.IsNaN(x) || !double.IsNaN(v)) Axes[axis].Push(NowNs, x, v, ref own);
        else Axes[axis].Rest();

        // Only what is near is learned: a move that is far off is a disturbance, or worse.
        if (Axes[axis].MoveEnded && Math.Abs(Axes[axis].Ratio - (own.Moves > 0 ? own.Ratio : 1)) < 0.1) own.Add(Axes[axis].Ratio);
        if (double.IsNaN(v)) return;

        // An axis that stands says 0 for ever.
        bool moves = Math.Abs(v) > 2 * AxisTrack.Standing;
        if (moves || v != Repeats[axis].Value) PushRepeat(axis, v, moves ? 1 : 0);
    }

    private void FollowLoad()
    {
        double load = Fresh(SensorPlaces.Load);
        bool aloft = this[SensorPlaces.Landed] == 0 && this[SensorPlaces.Locked] == 1;
        var hoist = Axes[0];
        var usual = Learned is not null && Learned.Torque[0].IsReady && Learned.Torque[1].IsReady ? Learned : Own;
        Lift.Push(
            load, Fresh(SensorPlaces.Of(0, AxisSignal.Torque)), Fresh(SensorPlaces.Of(0, AxisSignal.Speed)), hoist.Acceleration,
            this[SensorPlaces.Landed] == 0, aloft, usual.Torque, Own.Torque);
        if (double.IsNaN(load)) return;
        PushRepeat(LoadChannel, load, !Moves ? 0 : load > Loaded ? 2 : 1);
    }

    private void FollowWind(double others)
    {
        double first = Fresh(SensorPlaces.Wind), second = Fresh(SensorPlaces.Wind2);
        if (!double.IsNaN(first)) PushRepeat(WindChannel, first, WindState(first));
        if (!double.IsNaN(second)) PushRepeat(WindChannel + 1, second, WindState(second));
        bool both = !double.IsNaN(first) && !double.IsNaN(second);
        double wind = both ? (first + second) / 2 : double.IsNaN(first) ? second : first;
        if (double.IsNaN(wind) || Math.Abs(wind) > 1000) return;
        double dt = Math.Clamp((NowNs - WindNs) / 1e9, 0, 60);
        bool begins = double.IsNaN(WindLevel) || NowNs - WindNs > 60_000_000_000;
        WindLevel = begins ? wind : WindLevel + ((wind - WindLevel) * dt / (dt + WindMemory));
        WindNs = NowNs;
        if (both) PushPair(SensorNormal.OwnWind, first - second, 2.5, 0.3 * Math.Max(WindLevel, Math.Max(first, second)));
        if (!double.IsNaN(others)) PushPair(SensorNormal.OtherWind, WindLevel - others, 4, 0.4 * Math.Max(WindLevel, others));
    }

    private void FollowTwins()
    {
        for (int i = 0; i < SensorPlaces.Twins.Length; i++)
        {
            double twin = FreshTwin(i);
            if (double.IsNaN(twin)) continue;
            double value = Fresh(SensorPlaces.Twins[i]);
            if (double.IsNaN(value)) continue;

            // They are not sampled in the same instant: while something changes they may differ by what changes in half a
            // second.
            double slack = i < 3 ? 0.5 * Math.Abs(this[SensorPlaces.Of(i, AxisSignal.Speed)]) : i < 6 ? 0.5 : 0.2 * Math.Abs(value);
            PushPair(SensorNormal.FirstTwin + i, value - twin, s_twinLimits[i], double.IsNaN(slack) ? 0 : s_twinLimits[i] + slack);
        }
    }

    private void PushPair(int pair, double difference, double least, double relative)
    {
        ref readonly var usual = ref UsualPair(pair);
        double limit = Math.Max(Math.Max(least, relative), 8 * usual.Spread);
        Pairs[pair].Push(difference, limit, NowNs, usual);
        ref var own = ref Own.Pairs[pair];

        // What is far off is not learned, and what moves away slowly is not followed.
        if (own.Count < EnoughPairs || Math.Abs(Pairs[pair].Now - own.Mean) <= limit / 4) own.Add(difference);
    }

    private void PushRepeat(int channel, double value, int state) => Repeats[channel].Push(
        value, state, NowNs, UsualRepeats(channel, state), Own.Repeats.AsSpan(channel * SensorNormal.States, SensorNormal.States));

    private static int WindState(double wind) => wind < Calm ? 0 : wind < Breeze ? 1 : 2;
}
