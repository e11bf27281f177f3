using System.Net.Sockets;

namespace CraneAnomaly.Tests.Layering.Planted.Records;

/// <summary>
/// Breaks the rules for the tests of the rules: knows a folder above it, in a way that no using shows, and sends.
/// </summary>
internal static class PlantedRecord
{
    // The jump table in front of it must not hide it.
    public static int Count(int kind) => kind switch
    {
        0 => 7,
        1 => 5,
        2 => 3,
        3 => 8,
        4 => 2,
        5 => 9,
        6 => 1,
        _ => new List<Capture.PlantedCapture>().Count,
    };

    public static void Send() => new UdpClient().Send([1]);
}
