using System.Runtime.CompilerServices;

namespace CraneAnomaly.Detectors.Sessions;

/// <summary>Sessions by hour of the week, the first of Monday 00:00 UTC.</summary>
[InlineArray(Count)]
internal struct WeekHours
{
    public const int Count = 168;

    private ushort _element0;
}

/// <summary>
/// At which hours somebody comes. How unusual an hour is, is its rank among the hours of the sessions that were learned:
/// the share of them that came at an hour as empty as this one (conformal, Vovk and others, 2005), the hour before and
/// after counted too.
/// </summary>
internal struct HourProfile
{
    /// <summary>Sessions that make a profile.</summary>
    public const int Fewest = 12;

    /// <summary>Days over which they have to lie.</summary>
    public const int FewestDays = 7;

    // Of whoever comes at any hour, some hour is the emptiest too: it is rare only where far fewer come than on average.
    private const double Empty = 0.25;

    // The weights that one session adds to the hours around it.
    private const double Spread = 3 + 6 * 3 * 0.5;

    private const long HourNs = 3_600_000_000_000, DayNs = 24 * HourNs;

    private WeekHours _hours;

    /// <summary>Sessions learned.</summary>
    public int Sessions { get; private set; }

    /// <summary>Time of the first, ns since 1970.</summary>
    public long FirstNs { get; private set; }

    /// <summary>Time of the last, ns since 1970.</summary>
    public long LastNs { get; private set; }

    /// <summary>Whether there are enough of them.</summary>
    public readonly bool IsReady => Sessions >= Fewest && LastNs - FirstNs >= (FewestDays - 1) * DayNs;

    /// <summary>Learns a session.</summary>
    public void Add(long timestampNs)
    {
        FirstNs = Sessions == 0 ? timestampNs : Math.Min(FirstNs, timestampNs);
        LastNs = Sessions == 0 ? timestampNs : Math.Max(LastNs, timestampNs);
        Sessions++;
        ref ushort hour = ref _hours[HourOf(timestampNs)];
        if (hour < ushort.MaxValue) hour++;
    }

    /// <summary>The share of learned sessions, this one counted, that came at an hour no fuller than this one; 1 for an hour
    /// that is not empty.</summary>
    public readonly double PValue(long timestampNs)
    {
        // Whoever comes every night comes on the night that was not learned too: an hour of any day is half a match.
        double here = Fullness(HourOf(timestampNs));
        if (here > Empty * Sessions * Spread / WeekHours.Count) return 1;
        int emptier = 0;
        for (int hour = 0; hour < WeekHours.Count; hour++)
            if (_hours[hour] > 0 && Fullness(hour, itself: true) <= here) emptier += _hours[hour];
        return (1.0 + emptier) / (1.0 + Sessions);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt64(FirstNs);
        writer.WriteInt64(LastNs);
        writer.WriteInt32(Sessions);
        for (int hour = 0; hour < WeekHours.Count; hour++) writer.WriteInt32(_hours[hour]);
    }

    public static HourProfile Load(ref StateReader reader)
    {
        var profile = new HourProfile { FirstNs = reader.ReadInt64(), LastNs = reader.ReadInt64(), Sessions = reader.ReadInt32() };
        for (int hour = 0; hour < WeekHours.Count; hour++)
        {
            int count = reader.ReadInt32();
            if (count is < 0 or > ushort.MaxValue) throw reader.Damaged("a count of sessions is wrong");
            profile._hours[hour] = (ushort)count;
        }

        return profile;
    }

    // 1970-01-01 was a Thursday.
    private static int HourOf(long timestampNs)
    {
        long hours = timestampNs / HourNs + 3 * 24;
        return (int)((hours % WeekHours.Count + WeekHours.Count) % WeekHours.Count);
    }

    // Of a learned session the session itself does not count: the new one has no such friend either.
    private readonly double Fullness(int hour, bool itself = false)
    {
        double full = itself ? -1 : 0;
        for (int day = 0; day < 7; day++)
        {
            for (int beside = -1; beside <= 1; beside++)
            {
                int at = (hour + 24 * day + beside + WeekHours.Count) % WeekHours.Count;
                full += _hours[at] * (day == 0 ? 1 : 0.5);
            }
        }

        return full;
    }
}
