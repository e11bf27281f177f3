using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using PacketDotNet;
using SharpPcap;

namespace CraneAnomaly.Benchmarks.Reports;

/// <summary>What numbers depend on besides the code.</summary>
internal static class Machine
{
    public static string Cpu { get; } = FirstLine("/proc/cpuinfo", "model name") ?? "unknown CPU";

    /// <summary>Name of the folder that results of this kind of machine lie in.</summary>
    public static string Folder { get; } =
        string.Join('-', Cpu.ToLowerInvariant().Split([.. Cpu.ToLowerInvariant().Where(c => !char.IsAsciiLetterOrDigit(c))],
            StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Processes that wanted a CPU in the last minute, on average: above the number of cores, others waited.</summary>
    public static string LoadAverage =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static IEnumerable<string> Describe() =>
    [
        $"CPU: {Cpu}, family {FirstLine("/proc/cpuinfo", "cpu family")}, model {FirstLine("/proc/cpuinfo", "model\t")}, "
            + $"{Environment.ProcessorCount} cores seen",
        $"OS: {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
        $"runtime: {RuntimeInformation.FrameworkDescription}, "
            + $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC, {GCSettings.LatencyMode} latency",
    ];

    public static IEnumerable<string> Versions() =>
    [
        $"CraneAnomaly {VersionOf(typeof(RecordPipeline<>))}",
        $"SharpPcap {VersionOf(typeof(RawCapture))}",
        $"PacketDotNet {VersionOf(typeof(Packet))}",
        $"BenchmarkDotNet {VersionOf(typeof(BenchmarkAttribute))}",
        $"{NativeLibrary()}",
        $"{RuntimeInformation.FrameworkDescription}",
        $"{RuntimeInformation.OSDescription}",
    ];

    /// <summary>The native library that SharpPcap reads with, or null when it is not installed.</summary>
    public static string? FindLibpcap()
    {
        try
        {
            return Pcap.Version;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static string NativeLibrary() => FindLibpcap() ?? "libpcap: not installed";

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? $"{type.Assembly.GetName().Version}";

    private static string? FirstLine(string path, string name) => !File.Exists(path)
        ? null
        : File.ReadLines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
