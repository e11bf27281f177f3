using CraneAnomaly.Encoders.Quay;

if (args is not [var folder] || Path.GetFileName(Path.GetFullPath(folder)) != ModbusIntrusion.Name)
{
    Console.Error.WriteLine($"Usage: CraneAnomaly.Encoders FOLDER/{ModbusIntrusion.Name}");
    Console.Error.WriteLine("Writes the data set of that name, the same bytes every time.");
    return 2;
}

Directory.CreateDirectory(folder);
foreach (var (name, bytes) in ModbusIntrusion.Files())
{
    File.WriteAllBytes(Path.Combine(folder, name), bytes);
    Console.WriteLine($"{name}: {bytes.Length} bytes");
}

return 0;
