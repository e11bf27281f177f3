using CraneAnomaly.Simulator.Traffic.Cranes;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Traffic.Agenda;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>What a laptop on the network does to the controller of a crane.</summary>
internal static class ControllerAttacks
{
    private const string Family = "unusual-command";

    /// <summary>Set points are written by somebody who never wrote, again and again.</summary>
    public static void Write(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label(Family, "command.first-seen", scene.Start, scene.End,
            $"{scene.Laptop.Ip}, never seen before, writes the set point of {scene.CraneId}, register {RegisterMap.SetPoint}");
        int writes = (int)Math.Clamp((scene.End - scene.Start) / (2 * Second), 1, 30);
        for (int i = 0; i < writes; i++)
        {
            int percent = (int)scene.Noise.Between(15, 60);
            label(scene.Start + i * 2 * Second, at => client.Ask(
                at, ModbusEncoder.WriteRegisters(RegisterMap.SetPoint, percent, percent)));
        }
    }

    /// <summary>A parameter is written shortly before the crane becomes slow, or goes too far.</summary>
    public static void Parameter(AttackScene scene, int register, int value, string change)
    {
        long at = scene.Start - 20 * Second;
        var client = Enter(scene, at);
        string unit = register < RegisterMap.EndLimits ? "percent" : "decimetres";
        var label = scene.Label(Family, "command.first-seen", at, scene.Start,
            $"{scene.Laptop.Ip}, never seen before, writes register {register} of {scene.CraneId} {change} {value} {unit}");
        label(at, now => client.Ask(now, ModbusEncoder.WriteRegister(register, value)));
        label(at + 2 * Second, now => client.Ask(now, ModbusEncoder.Read(3, register, 1)));
    }

    /// <summary>Addresses of all four tables and units are tried.</summary>
    public static void Scan(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label(Family, "command.scan", scene.Start, scene.Start + 60 * Second,
            $"{scene.Laptop.Ip} reads identification and addresses of all tables of {scene.CraneId}; most do not exist");
        label(scene.Start, at => client.Ask(at, ModbusEncoder.Identify(1, 0)));
        long next = scene.Start + Second;
        for (int i = 0; i < 400; i++)
        {
            byte[] read = ModbusEncoder.Read(1 + (i % 4), 5 * (i / 4), 1);
            bool more = i < 399;
            label(next, at => client.Ask(at, read, more));
            next += scene.Noise.Between(60, 110) * Millisecond;
        }
    }

    /// <summary>The controller is reserved and stopped; at the end it is started again.</summary>
    public static void Stop(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label(Family, "command.plc-stop", scene.Start, scene.Start + 5 * Second,
            $"{scene.Laptop.Ip} reserves the controller of {scene.CraneId} and stops it (UMAS 0x10, 0x41)");
        label(scene.Start - 300 * Millisecond, at => client.Ask(at, ModbusEncoder.Umas(0, 0x10, 0x0C, 0x00, 0x00, 0x00)));
        label(scene.Start, at => client.Ask(at, ModbusEncoder.Umas(1, 0x41, 0xFF, 0x00)));
        scene.At(scene.End, at => client.Ask(at, ModbusEncoder.Umas(1, 0x40, 0xFF, 0x00)));
    }

    /// <summary>A program is loaded into the controller.</summary>
    public static void Download(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label(Family, "command.download", scene.Start, scene.Start + 30 * Second,
            $"{scene.Laptop.Ip} loads a program of 48 blocks into the controller of {scene.CraneId} (UMAS 0x33 to 0x35)");
        label(scene.Start - 300 * Millisecond, at => client.Ask(at, ModbusEncoder.Umas(0, 0x10, 0x0C, 0x00, 0x00, 0x00)));
        label(scene.Start, at => client.Ask(at, ModbusEncoder.Umas(1, 0x33, 0x00, 0x01)));
        for (int i = 0; i < 48; i++)
        {
            byte[] block = [0x00, 0x01, (byte)i, 0x00, 200, .. scene.Noise.Bytes(200)];
            label(scene.Start + Second + i * 120 * Millisecond, at => client.Ask(at, ModbusEncoder.Umas(1, 0x34, block)));
        }

        label(scene.Start + 8 * Second, at => client.Ask(at, ModbusEncoder.Umas(1, 0x35, 0x00, 0x01)));
    }

    /// <summary>A copy of the program is taken from the controller.</summary>
    public static void Upload(AttackScene scene)
    {
        const int Blocks = 60;
        var client = Enter(scene);
        var label = scene.Label(Family, "command.upload", scene.Start, scene.Start + 30 * Second,
            $"{scene.Laptop.Ip} takes a program of {Blocks} blocks from the controller of {scene.CraneId} (UMAS 0x30 to 0x32)");
        label(scene.Start, at => client.Ask(at, ModbusEncoder.Umas(0, 0x30, 0x00, 0x01)));
        for (int i = 0; i < Blocks; i++)
        {
            byte[] which = [0x00, 0x01, (byte)i, 0x00];
            label(scene.Start + Second + i * 120 * Millisecond, at => client.Ask(at, ModbusEncoder.Umas(0, 0x31, which)));
        }

        label(scene.Start + 10 * Second, at => client.Ask(at, ModbusEncoder.Umas(0, 0x32, 0x00, 0x01)));
    }

    /// <summary>The overload cut-out is disabled.</summary>
    public static void Disable(AttackScene scene)
    {
        long at = scene.Start - Second;
        var client = Enter(scene, at);
        var label = scene.Label(Family, "command.first-seen", at, scene.Start,
            $"{scene.Laptop.Ip}, never seen before, disables the overload cut-out of {scene.CraneId} (coil {RegisterMap.EnableForceLimiter})");
        label(at, now => client.Ask(now, ModbusEncoder.WriteCoil(RegisterMap.EnableForceLimiter, false)));
    }

    /// <summary>Outputs are held at values of somebody else's.</summary>
    public static void Force(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label(Family, "command.force", scene.Start, scene.End,
            $"{scene.Laptop.Ip} holds eight outputs of {scene.CraneId} twice a second (function 15)");
        int writes = (int)Math.Clamp((scene.End - scene.Start) / (Second / 2), 1, 120);
        for (int i = 0; i < writes; i++)
        {
            label(scene.Start + i * Second / 2, at => client.Ask(
                at, ModbusEncoder.WriteCoils(4, true, true, false, false, true, false, true, false)));
        }
    }

    /// <summary>A second master asks what the management system asks, and as often.</summary>
    public static void SecondMaster(AttackScene scene)
    {
        var client = Enter(scene);
        var label = scene.Label("rogue-device", "device.second-master", scene.Start, scene.End,
            $"{scene.Laptop.Ip} polls the controller of {scene.CraneId} as the management system does");
        scene.Also(Family, "command.first-seen", $"{scene.Laptop.Ip} never commanded anything before");
        int polls = (int)Math.Clamp((scene.End - scene.Start) / (Second / 2), 1, 600);
        for (int i = 0; i < polls; i++)
        {
            label(scene.Start + (i * Second / 2) + scene.Noise.Between(0, 9_000_000), at => client.Ask(
                at, ModbusEncoder.Read(4, 0, RegisterMap.InputRegisters)));
        }
    }

    // The laptop comes up, finds the controller and connects: not labelled by itself.
    private static ModbusClient Enter(AttackScene scene, long? before = null)
    {
        long at = (before ?? scene.Start) - 3 * Second;
        var session = scene.Connection(scene.Laptop, scene.Controller, PortNetwork.ModbusPort);
        scene.Also("rogue-device", "device.new", $"{scene.Laptop.Mac}, on no list, comes up as {scene.Laptop.Ip}");
        scene.At(at, now => scene.Office.Announce(now, scene.Laptop));
        scene.At(at + 2 * Second, now => scene.Office.Arp(now, scene.Laptop, scene.Controller));
        scene.At(at + 2 * Second + 2 * Millisecond, now => session.Open(now, scene.RoundTrip()));
        return scene.Client(session);
    }
}
