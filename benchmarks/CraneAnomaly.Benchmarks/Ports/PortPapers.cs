using CraneAnomaly.Benchmarks.Cells.Fleets;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>What the site files of a port's month say, read as a site's own are.</summary>
internal static class PortPapers
{
    public static DetectionOptions Options(PortMonth month, MonthOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("port-");
        try
        {
            MonthPapers.Write(month, options, folder.FullName);
            return new()
            {
                Cranes = CranePapers.Sheets(month.Port),
                Tags = Tag.Load(Path.Combine(folder.FullName, "tags.json")),
                Policy = SitePolicy.Load(Path.Combine(folder.FullName, "policy.json")),
                Permits = Permit.Load(Path.Combine(folder.FullName, "permits.csv")),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
