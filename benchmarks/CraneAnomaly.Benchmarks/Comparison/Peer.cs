using System.Buffers.Binary;
using PacketDotNet;
using SharpPcap;
using SharpPcap.LibPcap;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary>
/// SharpPcap and PacketDotNet as their documentation has it: default settings, every packet parsed, the TCP segment
/// extracted, its payload taken. It follows no flows and puts no streams together; PDUs are counted segment by segment.
/// </summary>
internal static class Peer
{
    private const ushort ModbusPort = 502;
    private const int HeaderLength = 7;

    public static Outcome Run(string file)
    {
        long packets = 0, pdus = 0;
        using var device = new CaptureFileReaderDevice(file);
        device.Open();
        while (device.GetNextPacket(out PacketCapture capture) == GetPacketStatus.PacketRead)
        {
            packets++;
            var raw = capture.GetPacket();
            var tcp = Packet.ParsePacket(raw.LinkLayerType, raw.Data).Extract<TcpPacket>();
            if (tcp is null || (tcp.SourcePort != ModbusPort && tcp.DestinationPort != ModbusPort)) continue;
            if (tcp.PayloadData is { } payload) pdus += CountPdus(payload);
        }

        return new(packets, pdus);
    }

    // Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3: transaction, protocol 0, length of what follows.
    private static int CountPdus(ReadOnlySpan<byte> payload)
    {
        int count = 0;
        while (payload.Length > HeaderLength && payload[2] == 0 && payload[3] == 0)
        {
            int length = 6 + BinaryPrimitives.ReadUInt16BigEndian(payload[4..]);
            if (length <= HeaderLength || length > payload.Length) break;
            count++;
            payload = payload[length..];
        }

        return count;
    }
}
