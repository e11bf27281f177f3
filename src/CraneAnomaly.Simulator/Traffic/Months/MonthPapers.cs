using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Writers.Site;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>The site files of a port's month: registers, who belongs there, and permits.</summary>
internal static class MonthPapers
{
    /// <param name="month">The port, before or after it was read.</param>
    /// <param name="options">How it was made.</param>
    /// <param name="folder">Where the files go.</param>
    public static void Write(PortMonth month, MonthOptions options, string folder)
    {
        TagsFile.Write(Path.Combine(folder, TagsFile.Name), Tags(options));
        PermitsFile.Write(Path.Combine(folder, PermitsFile.Name), month.Permits);
        PolicyFile.Write(
            Path.Combine(folder, PolicyFile.Name), month.Traffic.Network, month.Port.Nameplates,
            [
                (Visits.VendorAddress, Visits.VendorUser, "rdp"), (Services.Cloud, null, null), (Services.Updates, null, "tls"),
                (Services.Clock, null, "ntp"),
            ],
            PortNetwork.Local(Visits.LaptopAddress, 128, 0));
    }

    // What the controllers hold is known once their cranes have spoken.
    private static IEnumerable<(string Crane, string Controller, RegisterTag Tag)> Tags(MonthOptions options)
    {
        var probe = new PortMonth(options with { Duration = TimeSpan.FromMinutes(2), Plan = MonthPlan.Clean });
        using var stream = probe.Until(long.MaxValue);
        stream.CopyTo(Stream.Null);
        return probe.Traffic.Tags;
    }
}
