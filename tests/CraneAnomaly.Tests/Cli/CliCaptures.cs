using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli;

/// <summary>Captures and a baseline for runs of the command line.</summary>
internal static class CliCaptures
{
    private static readonly Lazy<byte[]> s_work = new(() => CraneSite.Clean(10, days: 1).Traffic.ToPcap());

    private static readonly Lazy<byte[]> s_attack = new(() =>
    {
        var site = CraneSite.Clean(10, days: 1);
        site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Order(ModbusEncoder.WriteRegister(100, 500));
        return site.Traffic.ToPcap();
    });

    /// <summary>Two seconds of ordinary work.</summary>
    public static byte[] Work => s_work.Value;

    /// <summary>The same, and a stranger that writes: severity 80 by the baseline.</summary>
    public static byte[] Attack => s_attack.Value;

    /// <summary>A header and nothing behind it.</summary>
    public static byte[] HeaderOnly => new PcapWriter().ToArray();

    public static string WriteBaseline(this TempFolder folder)
    {
        string path = folder.At("site.baseline");
        CraneSite.Baseline.Save(path);
        return path;
    }
}
